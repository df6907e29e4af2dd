"""Reports on a run: counts, health, gaps, progress and the manifest. Pure: values in, values out."""
