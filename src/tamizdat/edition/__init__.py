"""What an edition is, as values: records in, pages, feeds and trees out. Pure: no clock, disk or network."""
