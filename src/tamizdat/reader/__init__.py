"""What the reader's browser gets: templates, style sheet and words. Everything works without script.

Promises: ``load_theme`` gives all of it as one value, read once. Refuses nothing; knows no record, and leaves to ``edition`` what
stands on a page.
"""

from tamizdat.reader.loader import load_theme

__all__ = ["load_theme"]
