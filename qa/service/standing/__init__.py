"""Standing questions: asked again when news comes that can touch them, and told of when their answers change.

answer_changes.py  whether an answer has changed
asking.py          following questions, and asking them again
change_feeds.py    a question's changes as a feed
change_messages.py what is sent of changes: a webhook's body, a letter
deliveries.py      each change sent to its recipients once, tried again, given up
mail.py            a message by the operator's mail server
recipients.py      where changes are sent, and adding such a place
told.py            what a follower was told, in short
touched.py         whether new passages can change an answer
undelivered.py     what went wrong with a delivery
webhook.py         a signed message to a web address
"""
