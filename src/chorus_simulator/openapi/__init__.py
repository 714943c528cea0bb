"""The simulator's own description of its API: an OpenAPI document, drawn from its messages.

The official description of the Structures API is public; of the rest there is none, and what an
integrator reads here is what the simulator does. The document is made of the request and answer
types of the operations, so it cannot say anything else than the code.
"""
