"""The commands. Each module holds one group; `app` gathers them."""
