"""The sending desk in the newsroom: what may be done with a letter, by whom, and how it goes. The work is done by ``sending.desk``."""
