"""Between the spider and the network: which addresses may be requested, how often, and what an answer may cost.

* :mod:`.addresses`, :mod:`.robots`: which addresses may be requested
* :mod:`.backoff`, :mod:`.rate_limit`: when a request is sent
* :mod:`.connections`: how connections are made
* :mod:`.redirects`, :mod:`.bodies`: limits of answers
* :mod:`.cookie_script`: the answer to the one script that must be answered
* :mod:`.failures`: one word for each reason of a failure
"""
