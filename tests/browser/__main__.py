"""`make screenshots`."""

from __future__ import annotations

import sys

import django

django.setup()

from browser.screenshots import main  # noqa: E402 - models need Django

sys.exit(main())
