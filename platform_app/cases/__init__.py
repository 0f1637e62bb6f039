"""Cases: what people bring to the consultation desk, who they are, and what they agreed to.

Words: a *case* is one matter at one desk; a *person* is anyone it concerns (the person helped, the visitor,
family), each with their own consent; a *consent* names recipients, purposes and fields and ends. Invariants:
an open case always has a next contact date; names and stories are sealed under the case's own key; consent
withdrawn ends every disclosure that stood on it, in the same transaction.
"""
