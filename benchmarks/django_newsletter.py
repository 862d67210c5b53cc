"""django-newsletter, the peer: in a venv of its own, with a database on disk, sent to the same sink.

As a module it gives command lines: ``asked("make", folder, readers)``, then "send", "unstick". Run by its own Python it is that process.
Its release is the newest on PyPI that runs beside Django 5.2.
"""

import json
import subprocess
import sys
from pathlib import Path

VENV = Path(__file__).resolve().parents[1] / ".cache" / "django-newsletter"
PACKAGES = ("django-newsletter==1.2.1", "sorl-thumbnail", "setuptools", "django>=5.2,<5.3")


def python() -> str:
    """Return the peer's Python; fetch it and its packages the first time."""
    binary = VENV / "bin" / "python"
    if not binary.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(binary), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
    return str(binary)


def command(deed: str, folder: Path, number: int = 0) -> list[str]:
    """Return the command line that lets the peer do *deed*."""
    return [python(), str(Path(__file__)), deed, str(folder), str(number)]


def asked(deed: str, folder: Path, number: int = 0) -> dict[str, int]:
    """Let the peer do *deed* and return what it says."""
    said = subprocess.run(command(deed, folder, number), check=True, stdout=subprocess.PIPE, text=True).stdout
    answer: dict[str, int] = json.loads(said)
    return answer


def _set_up(folder: Path, port: int) -> None:
    import django
    from django.conf import settings

    processors = ["request.request", "auth.context_processors.auth", "messages.context_processors.messages"]
    names = ["django.template.context_processors.request", *(f"django.contrib.{name}" for name in processors[1:])]
    settings.configure(
        SECRET_KEY="peer",
        SITE_ID=1,
        USE_TZ=True,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="newsletter.urls",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "peer.sqlite3")}},
        INSTALLED_APPS=[
            *(f"django.contrib.{app}" for app in ("contenttypes", "auth", "sessions", "messages", "sites", "admin")),
            "newsletter",
        ],
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": names}}
        ],
        NEWSLETTER_THUMBNAIL="sorl-thumbnail",
        NEWSLETTER_CONFIRM_EMAIL=False,
        NEWSLETTER_USE_HTTPS=True,
        MEDIA_ROOT=str(folder / "media"),
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
    )
    django.setup()


def _make(readers: int) -> None:
    from datetime import timedelta

    from django.contrib.sites.models import Site
    from django.core.management import call_command
    from django.utils import timezone
    from newsletter.models import Article, Message, Newsletter, Submission, Subscription

    call_command("migrate", verbosity=0, run_syncdb=True)
    newsletter = Newsletter.objects.create(title="Letter", slug="letter", email="letter@courier.example", sender="Courier")
    newsletter.site.set(Site.objects.all())
    message = Message.objects.create(title="The week", slug="week", newsletter=newsletter)
    Article.objects.create(
        title="Ferries", text="<p>The ferry goes again, and people came to look at it.</p>" * 90, post=message, sortorder=1
    )
    named = (f"reader{number}@example.net" for number in range(readers))
    common = {"newsletter": newsletter, "subscribed": True, "activation_code": "x"}
    Subscription.objects.bulk_create(Subscription(email_field=address, **common) for address in named)
    submission = Submission.from_message(message)
    submission.publish_date, submission.prepared = timezone.now() - timedelta(seconds=1), True
    submission.save()


def _do(deed: str, number: int) -> None:
    from newsletter.models import Submission

    if deed == "make":
        _make(number)
    elif deed == "send":
        Submission.submit_queue()
    elif deed == "unstick":
        Submission.objects.update(sending=False)
    one = Submission.objects.get()
    print(json.dumps({"sent": one.sent, "stuck": one.sending and not one.sent}))


if __name__ == "__main__":
    _set_up(Path(sys.argv[2]), int(sys.argv[3]))
    _do(sys.argv[1], int(sys.argv[3]))
