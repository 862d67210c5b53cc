"""What the newsroom keeps. One file a kind; this one names them all for Django."""

from tamizdat.newsroom.models.appeals import Appeal, AppealVariantRow
from tamizdat.newsroom.models.articles import (
    ArticleAttribution,
    ArticleByline,
    ArticleCorrection,
    ArticlePage,
    ArticleRelated,
)
from tamizdat.newsroom.models.front import FrontArticle, FrontFooter, FrontPage, FrontSection
from tamizdat.newsroom.models.giving import CountryRow, GivingLinkRow, GivingOfferRow, GivingSettings, GivingWordsRow
from tamizdat.newsroom.models.history import Counter, Freeze, ImportedItem, OldAddress
from tamizdat.newsroom.models.letter_kinds import ConsentText, LetterKind
from tamizdat.newsroom.models.letters import Letter, LetterArticle
from tamizdat.newsroom.models.newspaper import NewspaperSettings
from tamizdat.newsroom.models.photos import Photo, PhotoRendition
from tamizdat.newsroom.models.static_pages import StaticPage
from tamizdat.newsroom.models.terms import TermsStep
from tamizdat.newsroom.models.vocabulary import Person, Section, Story, Topic
from tamizdat.newsroom.models.workflow import SecondPersonTask

__all__ = [
    "Appeal",
    "AppealVariantRow",
    "ArticleAttribution",
    "ArticleByline",
    "ArticleCorrection",
    "ArticlePage",
    "ArticleRelated",
    "ConsentText",
    "Counter",
    "CountryRow",
    "Freeze",
    "FrontArticle",
    "FrontFooter",
    "FrontPage",
    "FrontSection",
    "GivingLinkRow",
    "GivingOfferRow",
    "GivingSettings",
    "GivingWordsRow",
    "ImportedItem",
    "Letter",
    "LetterArticle",
    "LetterKind",
    "NewspaperSettings",
    "OldAddress",
    "Person",
    "Photo",
    "PhotoRendition",
    "SecondPersonTask",
    "Section",
    "StaticPage",
    "Story",
    "TermsStep",
    "Topic",
]
