"""HTTP: the API and the chat page.

page/         the chat page: modules and custom elements, no build step
routes/       routes, a file for each resource
app.py        the application: routes, middleware, errors
bodies.py     what requests and responses hold
events.py     an answer as server-sent events
problem.py    errors as RFC 9457 problems
text_diff.py  what changed from one version to another
"""
