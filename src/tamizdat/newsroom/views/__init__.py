"""The newsroom's own views, beside Wagtail's."""
