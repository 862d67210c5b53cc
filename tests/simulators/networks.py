"""A table of networks as small as a test needs, which does not say that it is made up."""

from functools import partial

from tamizdat.site import made_up_networks

write_table = partial(made_up_networks.write_table, kind="test")
