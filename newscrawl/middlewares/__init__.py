"""Between the spider and the net: which addresses may be asked, how politely, and what an answer may cost.

:mod:`.addresses` and :mod:`.robots` say what may be asked; :mod:`.backoff` when; :mod:`.connections` makes the connections;
:mod:`.redirects` and :mod:`.bodies` bound what comes back; :mod:`.cookie_script` answers the one
script that has to be answered; :mod:`.pace` keeps the turns of all who ask a host; :mod:`.failures` has a word for each way in which it may not.
"""
