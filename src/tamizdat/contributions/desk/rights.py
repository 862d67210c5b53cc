"""Who may do what at the desk of money. The table of roles is the newsroom's; here each right has its name."""

SEE = "newsroom.see_giving"
DECIDE = "newsroom.decide_giving"
APPROVE = "newsroom.approve_giving"
OPEN_GIVERS = "newsroom.open_givers"
SET_UP = "newsroom.change_givingsettings"
