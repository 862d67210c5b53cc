"""Django's settings for the newsroom side: newsroom, worker and commands. The gate has its own.

Promises: the same settings everywhere, never a branch on an environment's name; what differs comes through ``conf``. Debug is always
off. Nothing here calls another host: no update check, no Gravatar, no embeds, no mail.
"""

from tamizdat.site import conf

TAMIZDAT = conf.load()
TAMIZDAT_PRESS = "tamizdat.press.desk.Press"
TAMIZDAT_LETTERS = "tamizdat.newsroom.letters.Desk"
TAMIZDAT_READERS = "tamizdat.newsletters.readers.store.ReaderStore"
TAMIZDAT_NEWSPAPER = "tamizdat.site.doors"
TAMIZDAT_PRIVACY = "tamizdat.contributions.privacy.kept_blocks"
TAMIZDAT_OPENER = "tamizdat.site.doors.opener"
TAMIZDAT_TERMS = "tamizdat.site.doors.terms"
TAMIZDAT_GIVING = "tamizdat.site.doors.giving"
TAMIZDAT_GIVING_PAGES = "tamizdat.site.doors.giving_pages"
TAMIZDAT_METHODS = "tamizdat.contributions.methods.open_methods"
TAMIZDAT_CLOSED_METHODS = "tamizdat.contributions.methods.closed_methods"
TAMIZDAT_READ_TERMS = "tamizdat.contributions.terms.read_terms"
TAMIZDAT_MONEY = "tamizdat.contributions.money"
TAMIZDAT_APPEALS = "tamizdat.newsroom.appeal_runs.runs"
TAMIZDAT_RAISED = "tamizdat.contributions.raised.raised"
TAMIZDAT_FUNDING = "tamizdat.contributions.funding.funding"
TAMIZDAT_RECORDS = {
    "wish": "tamizdat.contributions.wishes.take_wish",
    "gift_change": "tamizdat.contributions.self_service.take_change",
    "reminder": "tamizdat.contributions.reminders.take_reminder",
    "reminder_confirm": "tamizdat.contributions.reminders.take_confirmation",
    "reminder_cancel": "tamizdat.contributions.reminders.take_cancellation",
}
TAMIZDAT_HOOKS = {
    "bounces": "tamizdat.newsletters.bounces.hook.take",
    **dict.fromkeys(("local", "stripe", "paypal", "btcpay"), "tamizdat.contributions.inbox.take"),
}

conf.make_folders(TAMIZDAT.home)
SECRET_KEY = conf.secret_key(TAMIZDAT.home)
DEBUG = False
ALLOWED_HOSTS = list(TAMIZDAT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [TAMIZDAT.newsroom_url]
ROOT_URLCONF = "tamizdat.site.urls"
WSGI_APPLICATION = "tamizdat.site.wsgi.application"
APPEND_SLASH = True

INSTALLED_APPS = [
    "tamizdat.newsroom",
    "tamizdat.newsletters",
    "tamizdat.contributions",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "tamizdat.newsroom.apps.AccountsConfig",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tamizdat.newsroom.middleware.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tamizdat.newsroom.middleware.NewspaperTime",
    "tamizdat.newsroom.middleware.OneTransaction",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Databases: one a zone, from the first migration
DATABASES = {
    "default": conf.database(TAMIZDAT, "newsroom"),
    "readers": conf.database(TAMIZDAT, "readers"),
    "ledger": conf.database(TAMIZDAT, "ledger"),
}
DATABASE_ROUTERS = ["tamizdat.site.routers.ZoneRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "tamizdat.site.queue.Queue"}}

# Languages: of the newsroom's interface, and those that a newspaper may publish in
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("ru", "Russian"),
    ("fa", "Persian"),
    ("ar", "Arabic"),
    ("az", "Azerbaijani"),
    ("be", "Belarusian"),
    ("de", "German"),
    ("es", "Spanish"),
    ("fr", "French"),
    ("hy", "Armenian"),
    ("ka", "Georgian"),
    ("kk", "Kazakh"),
    ("ky", "Kyrgyz"),
    ("my", "Burmese"),
    ("tg", "Tajik"),
    ("tk", "Turkmen"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("uz", "Uzbek"),
    ("zh-hans", "Chinese"),
]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files: the newsroom's own look, and its photos, which only editors who have logged in may see
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # no collectstatic: the newsroom has few visitors and one process
WHITENOISE_MAX_AGE = 3600
MEDIA_URL = "/photos/"
MEDIA_ROOT = str(TAMIZDAT.home / "newsroom" / "photos")
FILE_UPLOAD_HANDLERS = ["tamizdat.newsroom.uploads.PhotoDoor"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024  # a long article with its comments is below 1 MB
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # an article of a thousand blocks has about ten fields a block

# Accounts and sessions
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "newsroom"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TAMIZDAT.https
CSRF_COOKIE_NAME = "newsroom-csrf"
LANGUAGE_COOKIE_SAMESITE = "Strict"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer, browsers send forms with an origin of null, which is refused as forged
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if TAMIZDAT.https else 0
X_FRAME_OPTIONS = "SAMEORIGIN"  # the preview is a frame of our own

# Wagtail
WAGTAIL_SITE_NAME = "Tamizdat"
WAGTAILADMIN_BASE_URL = TAMIZDAT.newsroom_url
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_PASSWORD_RESET_ENABLED = False  # there is no mail; the operator sets a new password
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAILIMAGES_IMAGE_MODEL = "newsroom.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "tamizdat.newsroom.photo_forms.PhotoForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "gif", "tif", "tiff"]  # to choose from; behind the door all are JPEG
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 32 * 1024 * 1024
WAGTAILIMAGES_FEATURE_DETECTION_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
TAGGIT_CASE_INSENSITIVE = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # a headline in a mailbox is a draft out of the house

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "tamizdat.newsroom.logs.PlainFormatter"}},
    "filters": {"without_arguments": {"()": "tamizdat.site.logs.WithoutArguments"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_arguments"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Django's own handlers would mail tracebacks with form data to administrators
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
