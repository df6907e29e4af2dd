"""What accompanies a crawl: the run's memory and files, its manifest, its progress."""
