"""Write the page of the documentation that lists the codes to the standard output."""

import sys

from wochorus.choruspro.catalogue.page import codes_page

sys.stdout.write(codes_page())
