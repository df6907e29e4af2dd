"""Downloader middlewares: which addresses may be asked, and how politely."""
