"""The newsroom: where editors write, file photos, check, publish, correct and withdraw. Wagtail, with our models and rules.

Promises: what is published leaves through ``export`` as a frozen record, written in the same transaction; nothing is published by
one person alone as soon as two may publish. Refuses raw HTML, untouched photos and calls to other hosts. Leaves pages to ``edition``
and the disk to ``press``.
"""
