"""Places that finished files are put in: a local directory, or a bucket of an object store (S3, Google Cloud, Azure).

=========== ========================================================================================================
`store`     the protocol: files appear under their name whole or not at all
`opening`   the store at a path or an address
`local`     a directory: a part file beside the target, synced and renamed
`remote`    a bucket, through ``obstore`` (extra ``objects``)
`lease`     the lock object of a bucket, which a killed writer leaves and its successor takes over
=========== ========================================================================================================
"""
