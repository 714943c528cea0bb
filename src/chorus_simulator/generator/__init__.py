"""A made-up directory of public bodies, as large as the real one.

Names, towns, services and obligations are drawn from a seed; SIRETs are drawn with right check
digits, or given. A SIRET says what kind of body it is and often its department, as the real ones
do: the first two digits of a town hall are 21, and the next two its department.

    sirets → bodies (kinds and their names) + places (towns) → directory (whole rows) → loading
"""
