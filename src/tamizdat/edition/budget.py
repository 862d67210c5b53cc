"""The budgets of a page in bytes, and why. One place; DESIGN.md, "Budgets", and docs/spec/edition.md refer here."""

ARTICLE_BYTES = 10_240
"""An article page in brotli, statement and style included: with TLS and headers it passes before a connection freezes at 16 KB."""

STYLE_BYTES = 3_072
"""The inlined style sheet in brotli."""

FORM_STYLE_BYTES = 1_024
"""The style of forms in brotli, beside the other on the front and on letter.html; other pages get it with the form."""

OPEN_SCRIPT_BYTES = 1_024
"""The script that stands in every page, in brotli: a fifth of what an article may run at first view."""

SEALING_SCRIPT_BYTES = 5_120
"""The script that is fetched when the form is opened, in brotli."""

GIVE_SCRIPT_BYTES = 5_120
"""The script of the form of giving, in brotli."""

APPEAL_SCRIPT_BYTES = 5_120
"""The script that chooses an appeal, in brotli: fetched when a page is idle, and only where there is an appeal."""

FIRST_PHOTO_BYTES = 9_216
"""The first candidate of a photo, which must arrive alone through a frozen connection."""

MAIL_BYTES = 100_000
"""A letter's HTML: Gmail cuts what is longer than 102 kB and hides the rest, the way to unsubscribe included."""
