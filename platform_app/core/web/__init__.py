"""What every page stands on: forms, headers, errors, languages, lists."""
