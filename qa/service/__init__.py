"""The service: ask() and what it needs, without HTTP or a terminal.

standing/             questions that are followed, their answers' changes, and sending these
abstention.py         why a question has no answer, and what is said then
archive_search.py     articles that have some words, counted by publisher and month
article_feed.py       articles as a feed: the newest, a publisher's, a search's
ask.py                the whole way from a question to an answer in one function
backup.py             a data folder backed up while it is in use
bounds.py             how much strangers may use of the server at a time
brief_formats.py      a brief as Markdown, JSON, HTML or a feed
example_questions.py  example questions that the archive answers
feed_documents.py     entries as Atom and JSON Feed
front.py              what the page opens with: examples, publishers, newest articles
front_stories.py      the stories that the page opens with, each with a question
kept_answers.py       answers as they were given, kept for a while
keys.py               keys to a server, kept in the data folder
logs.py               log lines, with their request and without secrets
news_brief.py         the stories of some days, told in dated quotes
news_stories.py       articles of some days, grouped by what they tell
of_publishers.py      an archive as one sees it who may read some publishers alone
opening.py            what the settings name, opened: encoder, indexes, service
private_file.py       a small file of the data folder, written whole
queueing.py           a refresh that several processes share, with the operator's settings
refresh_process.py    scheduled refreshes in a process beside the server
refreshing.py         a refresh with the operator's settings
reindexing.py         passages made anew while others answer, and back, with the operator's settings
related_questions.py  further questions that the archive answers, after an answer
restore.py            a backup put back, all of it or nothing
search_state.py       what one state of the archive has on a question
settings.py           all settings; the one place that reads the environment
source_list.py        sources of the settings and those that were added, some paused
source_preview.py     what would be read of a web address
source_states.py      how each source fares
spelling.py           a question with misspelt words → as it was meant
story_groups.py       grouping reports: how near any two are
story_lines.py        sentences that tell a story
story_page.py         a story's reports by day, with their versions and corrections
story_view.py         a story as readers see it
suggestions.py        ways out of a refusal: requests that do answer
unknown_publishers.py what is said of publishers that an archive lacks
"""
