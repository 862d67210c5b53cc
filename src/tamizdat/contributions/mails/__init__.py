"""Mails to givers, and to those who asked to be reminded: composed, opened, handed to a relay, each once."""
