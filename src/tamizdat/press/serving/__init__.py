"""Serving: an edition on disk becomes answers to requests.

``addresses`` says which file a path means, ``negotiation`` which encoding a browser takes, ``conditions`` what a browser
already has or asks a part of, ``headers`` what every answer carries, ``shelf`` holds the current edition in memory, and
``app`` puts them together. ``press.serve`` runs it.
"""
