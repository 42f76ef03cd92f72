"""The declared forms (one TOML file an edition) and the blank workbook built from each."""
