"""The pictures of the demo newspaper: prints in a few inks, each a small program."""
