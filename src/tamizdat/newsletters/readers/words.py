"""What the mails about a subscription say, in each language that has words; elsewhere English.

Promises: no text of a stranger stands in them: the newspaper's name, its letters, a date and one link, nothing else. The discreet words
name neither the newspaper nor what its letters are called.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The sentences of both mails; ``{…}`` is filled in. Lines of a list come between *asked* or *already* and what follows."""

    confirm_subject: str
    confirm_subject_discreet: str
    asked: str
    asked_discreet: str
    agree: str
    press: str
    button: str
    not_you: str
    already_subject: str
    already_subject_discreet: str
    already: str
    already_discreet: str
    change: str
    change_button: str
    nothing_changes: str


ENGLISH = Words(
    confirm_subject="Please confirm: {newspaper}",
    confirm_subject_discreet="Please confirm your address",
    asked="Somebody, probably you, asked {newspaper} to send to this address:",
    asked_discreet="Somebody, probably you, asked for letters to be sent to this address.",
    agree="By pressing the button you agree to this:",
    press="Open this page and press the button there. Nothing is sent before you do.",
    button="Confirm",
    not_you="If it was not you, do nothing: no letter will come, and what was asked is erased on {date}.",
    already_subject="Your letters from {newspaper}",
    already_subject_discreet="Your subscription",
    already="Somebody, probably you, entered this address in our form. It already receives:",
    already_discreet="Somebody, probably you, entered this address in our form. It is subscribed already.",
    change="On this page you change what comes, in which language, or end it:",
    change_button="Change or end",
    nothing_changes="If you do nothing, all stays as it is.",
)

RUSSIAN = Words(
    confirm_subject="Подтвердите подписку: {newspaper}",
    confirm_subject_discreet="Подтвердите адрес",
    asked="Кто-то, скорее всего вы, попросил редакцию «{newspaper}» присылать на этот адрес:",
    asked_discreet="Кто-то, скорее всего вы, попросил присылать на этот адрес письма.",
    agree="Нажимая кнопку, вы соглашаетесь вот с чем:",
    press="Откройте эту страницу и нажмите на ней кнопку. До этого ничего не придёт.",
    button="Подтвердить",
    not_you="Если это были не вы, ничего не делайте: писем не будет, а {date} запрос сотрётся.",
    already_subject="Ваши письма от «{newspaper}»",
    already_subject_discreet="Ваша подписка",
    already="Кто-то, скорее всего вы, ввёл этот адрес в нашу форму. На него уже приходит:",
    already_discreet="Кто-то, скорее всего вы, ввёл этот адрес в нашу форму. Подписка уже есть.",
    change="На этой странице можно выбрать письма и язык или отписаться:",
    change_button="Изменить или отписаться",
    nothing_changes="Если ничего не делать, всё останется как есть.",
)

PERSIAN = Words(
    confirm_subject="لطفاً تأیید کنید: {newspaper}",
    confirm_subject_discreet="لطفاً نشانی خود را تأیید کنید",
    asked="کسی، احتمالاً شما، از «{newspaper}» خواسته است که به این نشانی فرستاده شود:",
    asked_discreet="کسی، احتمالاً شما، خواسته است که به این نشانی نامه فرستاده شود.",
    agree="با زدن دکمه، این متن را می‌پذیرید:",
    press="این صفحه را باز کنید و دکمهٔ آن را بزنید. پیش از آن چیزی فرستاده نمی‌شود.",
    button="تأیید",
    not_you="اگر شما نبوده‌اید، کاری نکنید: نامه‌ای نخواهد آمد و این درخواست در {date} پاک می‌شود.",
    already_subject="نامه‌های شما از «{newspaper}»",
    already_subject_discreet="اشتراک شما",
    already="کسی، احتمالاً شما، این نشانی را در فرم ما وارد کرده است. هم‌اکنون به آن فرستاده می‌شود:",
    already_discreet="کسی، احتمالاً شما، این نشانی را در فرم ما وارد کرده است. این نشانی از پیش مشترک است.",
    change="در این صفحه نامه‌ها و زبان را تغییر می‌دهید یا اشتراک را پایان می‌دهید:",
    change_button="تغییر یا پایان",
    nothing_changes="اگر کاری نکنید، همه چیز همان‌طور می‌ماند.",
)

WORDS = {"en": ENGLISH, "ru": RUSSIAN, "fa": PERSIAN}


def words_in(language: str) -> Words:
    """Return the words in a language, English where nobody has written them yet."""
    return WORDS[worded(language)]


def worded(language: str) -> str:
    """Return the language that the words for a language are in: a date among English words is an English date."""
    return language if language in WORDS else "en"
