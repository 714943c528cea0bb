"""The typed messages of Chorus Pro: English names, with Chorus Pro's own names as aliases.

Reading is lenient on purpose. A field that is new, absent or null, a code that nobody has seen,
a date in another form: none of these may hide the answer to a deposit that did happen. Whatever
is not understood stays available in `Message.raw`.
"""
