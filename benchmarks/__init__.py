"""The figures: one file a figure or a family of figures, each runs a peer beside us where one can be run."""
