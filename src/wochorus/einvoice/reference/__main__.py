"""Write a page of the documentation to the standard output; its name is the argument."""

import sys

from wochorus.einvoice.reference import PAGES

sys.stdout.write(PAGES[sys.argv[1]]())
