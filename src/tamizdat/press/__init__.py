"""The press: the edition on disk. It takes records, makes what changed, and switches to the new edition at once."""
