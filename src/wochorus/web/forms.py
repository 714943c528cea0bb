"""How forms are drawn: each field with its label, its help and its errors in words."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws forms and fields with the product's own templates."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
