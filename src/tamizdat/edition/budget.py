"""The budgets of a page in bytes, and why. One place; DESIGN.md, "Budgets", and docs/spec/edition.md refer here."""

ARTICLE_BYTES = 10_240
"""An article page in brotli, statement and style included: with TLS and headers it passes before a connection freezes at 16 KB."""

STYLE_BYTES = 3_072
"""The inlined style sheet in brotli."""

FIRST_PHOTO_BYTES = 9_216
"""The first candidate of a photo, which must arrive alone through a frozen connection."""

MAIL_BYTES = 100_000
"""A letter's HTML: Gmail cuts what is longer than 102 kB and hides the rest, the way to unsubscribe included."""
