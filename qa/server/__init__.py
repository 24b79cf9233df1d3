"""HTTP: the API and the chat page.

openai_api/      OpenAI's API: requests, and answers in its shapes
monitoring/      for Prometheus and Grafana: alert rules, a dashboard
page/            the chat page: modules and custom elements, no build step
routes/          routes, a file for each resource
access.py        who may do what
app.py           the application: routes, middleware, errors
bodies.py        what requests and responses hold
callers.py       who asks, by key or address, and how often
connections.py   the server: timeouts and a cap on connections
dependencies.py  what routes are handed, each with its type
events.py        an answer as server-sent events
following.py     the service kept at the newest revision, and whether the archive can be read
mcp_listening.py who is told of changes of followed questions
mcp_resources.py followed questions as assistants read them
mcp_server.py    the tools over the Model Context Protocol
mcp_tools.py     the tools that assistants call
metrics.py       counts and times for Prometheus
middleware.py    request ids, security headers, allowed hosts, HEAD
page_texts.py    the page's words by language, and which of them a reader gets
problem.py       errors as RFC 9457 problems
text_diff.py     what changed from one version to another
tracing.py       spans of requests and of the stages of answers
turns.py         so many requests at work, so many waiting
workers.py       several processes on one port, and what there is once for all of them
"""
