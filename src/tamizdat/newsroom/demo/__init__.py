"""The demo newspaper: an invented paper in exile, its words as files and its pictures as programs."""
