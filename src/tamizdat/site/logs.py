"""What Django's own log lines may say: their form and the status, not the paths, hosts and names that somebody sent."""

import logging


class WithoutArguments(logging.Filter):
    """Takes what was sent out of Django's messages. Lets every record through."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Leave the form of a message of Django's, an ellipsis where something stood in it, and the response's status."""
        if record.name.startswith("django.") and (record.args or record.name.startswith("django.security")):
            form = str(record.msg).replace("%s", "…").replace("%r", "…") if record.args else "a request was refused"
            status = getattr(record, "status_code", None)
            record.msg, record.args = f"{form} ({status})" if status else form, None
        return True
