"""The words of consent, kept as they were shown: a letter's promise and what the reader agreed to, once for every wording.

Promises: a wording that ever stood in the newspaper's published record is found again by its version; words changed under an old version
are kept beside the old ones. Leaves showing them to the form.
"""

import hashlib
from datetime import datetime

from django.db.models import Max

from tamizdat.edition.records import Language, LetterKind, Site
from tamizdat.newsletters.models import ConsentText
from tamizdat.newsletters.readers.doors import newspaper_since


def keep_published() -> int:
    """Keep every wording that the newspaper has shown since the last time; return how many were new."""
    last = ConsentText.objects.aggregate(last=Max("change"))["last"] or 0
    return sum(_keep_site(site) for site in newspaper_since(last))


def wording(language: str, letter: str, version: str) -> ConsentText | None:
    """Return the words that a form showed last under *version*, None if it never showed any."""
    return _newest(language, letter, version) or (_newest(language, letter, version) if keep_published() else None)


def wording_like(consent: ConsentText, language: str, letter: str) -> ConsentText | None:
    """Return the words for another letter that belong with *consent*: of its version if there are any, else the last that were shown."""
    return (
        wording(language, letter, consent.version)
        or ConsentText.objects.filter(language=language, letter=letter).order_by("-change").first()
    )


def keep_imported(language: str, letter: str, version: str, text: str, now: datetime) -> ConsentText:
    """Keep a wording that another system showed, and return it."""
    return _keep(language, letter, version, text.strip(), now, 0)[0]


def shown(language: Language, letter: LetterKind) -> str:
    """Return the words as a form shows them: what the letter is and how often it comes, and what one agrees to."""
    return f"{letter.name}: {letter.promise} ({letter.rhythm})\n\n{language.consent}"


def _newest(language: str, letter: str, version: str) -> ConsentText | None:
    return ConsentText.objects.filter(language=language, letter=letter, version=version).order_by("-change", "-pk").first()


def _keep_site(site: Site) -> int:
    when = datetime.fromisoformat(site.frozen)
    pairs = [(language, letter) for language in site.languages if language.consent_version for letter in language.letters]
    kept = [_keep(spoken.code, letter.code, spoken.consent_version, shown(spoken, letter), when, site.change) for spoken, letter in pairs]
    return sum(new for _, new in kept)


def _keep(language: str, letter: str, version: str, text: str, when: datetime, change: int) -> tuple[ConsentText, bool]:
    named = {"language": language, "letter": letter, "version": version, "digest": hashlib.sha256(text.encode()).hexdigest()}
    row, new = ConsentText.objects.get_or_create(**named, defaults={"text": text, "first_shown": when, "change": change})
    if row.change < change:
        ConsentText.objects.filter(pk=row.pk).update(change=change)
    return row, new
