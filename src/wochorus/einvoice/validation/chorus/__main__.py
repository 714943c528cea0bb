"""Write the page of the documentation that lists the rules to the standard output."""

import sys

from wochorus.einvoice.validation.chorus.table import rules_table

sys.stdout.write(rules_table())
