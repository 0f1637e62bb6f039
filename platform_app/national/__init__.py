"""National: figures across tenants, frozen and suppressed, and each tenant's own Excel.

A *snapshot* freezes the figures of a fiscal year at one moment, small cells of persons helped already
hidden: what the Cabinet Office reads never contained them. A tenant sees its own figures in full.
"""
