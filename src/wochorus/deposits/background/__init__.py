"""What goes on when nobody looks: orders carried out, flows followed, dead workers replaced.

`steps` says what a worker does with one order or one company, `due` what there is to do now;
`wochorus.deposits.tasks` binds them to procrastinate. Each step can be called again at any moment.
"""
