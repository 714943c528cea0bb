"""The screens: what people see and type, over the same services as the commands."""
