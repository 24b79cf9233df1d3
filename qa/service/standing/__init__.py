"""Standing questions: asked again when news comes that can touch them, and told of when their answers change.

answer_changes.py  whether an answer has changed
asking.py          following questions, and asking them again
change_feeds.py    a question's changes as a feed
told.py            what a follower was told, in short
touched.py         whether new passages can change an answer
"""
