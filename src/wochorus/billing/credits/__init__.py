"""Credit notes: how an issued invoice is corrected, whole or in part, never beyond itself."""
