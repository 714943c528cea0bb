"""The French pages of the simulator: its own page, and the desk of the public buyer.

They are for people: no script, no address of another machine, one style sheet. `frame` holds what
they share (templates, forms, safety headers); `desk` and `home` show; `desk_acts` and `home_acts`
do what the buttons ask, then send back to a page that says what was done.
"""
