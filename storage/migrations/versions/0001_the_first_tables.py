"""The first tables

Revision ID: 0001
Revises: 
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.engine.schema


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('appointments',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('campaign', sa.String(length=64), nullable=False),
    sa.Column('what', sa.String(length=16), nullable=False),
    sa.Column('item', sa.String(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('run_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('expires_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=8), server_default='new', nullable=False),
    sa.Column('attempts', sa.Integer(), server_default='0', nullable=False),
    sa.Column('retry_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('claimed_until', storage.engine.schema.Instant(timezone=True), nullable=True),
    sa.Column('claim', sa.String(length=32), nullable=True),
    sa.Column('error', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointments')),
    sa.UniqueConstraint('campaign', 'what', 'item', 'day', 'run_at', name=op.f('uq_appointments_campaign_what_item_day_run_at'))
    )
    with op.batch_alter_table('appointments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appointments_state_run_at'), ['state', 'run_at'], unique=False)

    op.create_table('bubbles',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account', sa.String(length=128), nullable=False),
    sa.Column('mine', sa.Boolean(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), server_default='', nullable=False),
    sa.Column('at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bubbles')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('bubbles', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bubbles_account_id'), ['account', 'id'], unique=False)

    op.create_table('channel_states',
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('paused_until', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('problem', sa.String(length=32), nullable=False),
    sa.Column('detail', sa.Text(), server_default='', nullable=False),
    sa.Column('since', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('channel', name=op.f('pk_channel_states'))
    )
    op.create_table('events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('verb', sa.String(length=32), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=True),
    sa.Column('obligation_id', sa.BigInteger(), nullable=True),
    sa.Column('submission_id', sa.BigInteger(), nullable=True),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_events_obligation_id'), ['obligation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_events_organisation_id_id'), ['organisation_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_events_person_id_id'), ['person_id', 'id'], unique=False)

    op.create_table('inbox',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('external_id', sa.String(length=200), nullable=False),
    sa.Column('sender', sa.String(length=128), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('media', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('sent_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('arrived_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('received_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=8), server_default='new', nullable=False),
    sa.Column('attempts', sa.Integer(), server_default='0', nullable=False),
    sa.Column('retry_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('claimed_until', storage.engine.schema.Instant(timezone=True), nullable=True),
    sa.Column('claim', sa.String(length=32), nullable=True),
    sa.Column('error', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox')),
    sa.UniqueConstraint('channel', 'external_id', name=op.f('uq_inbox_channel_external_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.create_index('ix_inbox_waiting', ['channel', 'sender', 'id'], unique=False, sqlite_where=sa.text("state = 'new'"), postgresql_where=sa.text("state = 'new'"))

    op.create_table('organisations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('line', sa.String(length=16), server_default='', nullable=False),
    sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('listed', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['organisations.id'], name=op.f('fk_organisations_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisations')),
    sa.UniqueConstraint('code', name=op.f('uq_organisations_code'))
    )
    op.create_table('outbox',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('account', sa.String(length=128), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('created_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('expires_at', storage.engine.schema.Instant(timezone=True), nullable=True),
    sa.Column('parcel', sa.String(length=32), nullable=True),
    sa.Column('state', sa.String(length=8), server_default='new', nullable=False),
    sa.Column('sent_at', storage.engine.schema.Instant(timezone=True), nullable=True),
    sa.Column('message_id', sa.String(length=200), server_default='', nullable=False),
    sa.Column('attempts', sa.Integer(), server_default='0', nullable=False),
    sa.Column('retry_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('claimed_until', storage.engine.schema.Instant(timezone=True), nullable=True),
    sa.Column('claim', sa.String(length=32), nullable=True),
    sa.Column('error', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_pace', ['channel', 'account', 'sent_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_parcel'), ['parcel'], unique=False)
        batch_op.create_index('ix_outbox_waiting', ['channel', 'account', 'id'], unique=False, sqlite_where=sa.text("state = 'new'"), postgresql_where=sa.text("state = 'new'"))

    op.create_table('people',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('phone', sa.String(length=32), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people')),
    sa.UniqueConstraint('name', 'phone', name=op.f('uq_people_name_phone'))
    )
    op.create_table('rehearsals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('configured', sa.String(length=64), nullable=False),
    sa.Column('real', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('rehearsed', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('speed', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rehearsals'))
    )
    op.create_table('conversations',
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('awaiting', sa.String(length=64), server_default='', nullable=False),
    sa.Column('pieces', sa.Text(), server_default='', nullable=False),
    sa.Column('since', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_conversations_organisation_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_conversations_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_conversations'))
    )
    op.create_table('drafts',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item', sa.String(length=32), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('saved_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_drafts_organisation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organisation_id', 'item', name=op.f('pk_drafts'))
    )
    op.create_table('duties',
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_duties_organisation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_duties_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'organisation_id', 'role', name=op.f('pk_duties'))
    )
    with op.batch_alter_table('duties', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_duties_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('exemptions',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_exemptions_organisation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organisation_id', 'day', name=op.f('pk_exemptions'))
    )
    op.create_table('identities',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('account', sa.String(length=128), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_identities_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identities')),
    sa.UniqueConstraint('channel', 'account', name=op.f('uq_identities_channel_account'))
    )
    with op.batch_alter_table('identities', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_identities_person_id'), ['person_id'], unique=False)

    op.create_table('invites',
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('made_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('used_at', storage.engine.schema.Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_invites_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_invites')),
    sa.UniqueConstraint('person_id', name=op.f('uq_invites_person_id'))
    )
    op.create_table('links',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('account', sa.String(length=128), nullable=False),
    sa.Column('made_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('expires_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('revoked_at', storage.engine.schema.Instant(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_links_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_links')),
    sa.UniqueConstraint('sha256', name=op.f('uq_links_sha256'))
    )
    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_links_person_id'), ['person_id'], unique=False)

    op.create_table('obligations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('campaign', sa.String(length=64), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item', sa.String(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('opens_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('due_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('late_until', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('met_at', storage.engine.schema.Instant(timezone=True), nullable=True),
    sa.Column('exempt', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('retired', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_obligations_organisation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_obligations')),
    sa.UniqueConstraint('campaign', 'organisation_id', 'item', 'day', name=op.f('uq_obligations_campaign_organisation_id_item_day'))
    )
    with op.batch_alter_table('obligations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_obligations_campaign_item_day'), ['campaign', 'item', 'day'], unique=False)
        batch_op.create_index(batch_op.f('ix_obligations_organisation_id_item_due_at'), ['organisation_id', 'item', 'due_at'], unique=False)

    op.create_table('receipts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('account', sa.String(length=128), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opened_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('due_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=8), server_default='open', nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_receipts_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipts')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('receipts', schema=None) as batch_op:
        batch_op.create_index('ix_receipts_open', ['channel', 'account'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('uploads',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('account', sa.String(length=128), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('item', sa.String(length=32), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('length', sa.BigInteger(), nullable=False),
    sa.Column('received', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('metadata', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=8), server_default='new', nullable=False),
    sa.Column('created_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('expires_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('lock', sa.String(length=32), nullable=True),
    sa.Column('locked_until', storage.engine.schema.Instant(timezone=True), nullable=True),
    sa.Column('freed', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_uploads_organisation_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_uploads_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uploads'))
    )
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_uploads_person_id_created_at'), ['person_id', 'created_at'], unique=False)
        batch_op.create_index('ix_uploads_unfreed', ['state', 'expires_at'], unique=False, sqlite_where=sa.text('NOT freed'), postgresql_where=sa.text('NOT freed'))

    op.create_table('segments',
    sa.Column('upload_id', sa.String(length=32), nullable=False),
    sa.Column('start', sa.BigInteger(), nullable=False),
    sa.Column('length', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['upload_id'], ['uploads.id'], name=op.f('fk_segments_upload_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('upload_id', 'start', name=op.f('pk_segments'))
    )
    op.create_table('submissions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('inbox_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('obligation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('sent_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('captioned_at', storage.engine.schema.Instant(timezone=True), nullable=True),
    sa.Column('counted_at', storage.engine.schema.Instant(timezone=True), nullable=False),
    sa.Column('caption', sa.Text(), server_default='', nullable=False),
    sa.Column('text', sa.Text(), server_default='', nullable=False),
    sa.Column('title', sa.Text(), server_default='', nullable=False),
    sa.Column('file_name', sa.Text(), server_default='', nullable=False),
    sa.Column('key', sa.Text(), server_default='', nullable=False),
    sa.Column('size', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('sha256', sa.String(length=64), server_default='', nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('findings', sa.JSON(), nullable=False),
    sa.Column('form', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('receipt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('misplaced', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['inbox_id'], ['inbox.id'], name=op.f('fk_submissions_inbox_id')),
    sa.ForeignKeyConstraint(['obligation_id'], ['obligations.id'], name=op.f('fk_submissions_obligation_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_submissions_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_submissions_person_id')),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipts.id'], name=op.f('fk_submissions_receipt_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submissions')),
    sa.UniqueConstraint('inbox_id', name=op.f('uq_submissions_inbox_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('submissions', schema=None) as batch_op:
        batch_op.create_index('ix_submissions_misplaced', ['id'], unique=False, sqlite_where=sa.text('misplaced'), postgresql_where=sa.text('misplaced'))
        batch_op.create_index(batch_op.f('ix_submissions_obligation_id_state_kind'), ['obligation_id', 'state', 'kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_submissions_person_id_state'), ['person_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_submissions_receipt_id'), ['receipt_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_submissions_sha256'), ['sha256'], unique=False)

    op.create_table('appearances',
    sa.Column('submission_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('thumbnail', sa.Text(), nullable=False),
    sa.Column('sharpness', sa.Float(), nullable=False),
    sa.Column('fingerprint', sa.BigInteger(), nullable=True),
    sa.Column('views', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_appearances_submission_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('submission_id', name=op.f('pk_appearances'))
    )
    with op.batch_alter_table('appearances', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appearances_fingerprint_submission_id'), ['fingerprint', 'submission_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('appearances', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appearances_fingerprint_submission_id'))

    op.drop_table('appearances')
    with op.batch_alter_table('submissions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submissions_sha256'))
        batch_op.drop_index(batch_op.f('ix_submissions_receipt_id'))
        batch_op.drop_index(batch_op.f('ix_submissions_person_id_state'))
        batch_op.drop_index(batch_op.f('ix_submissions_obligation_id_state_kind'))
        batch_op.drop_index('ix_submissions_misplaced', sqlite_where=sa.text('misplaced'), postgresql_where=sa.text('misplaced'))

    op.drop_table('submissions')
    op.drop_table('segments')
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.drop_index('ix_uploads_unfreed', sqlite_where=sa.text('NOT freed'), postgresql_where=sa.text('NOT freed'))
        batch_op.drop_index(batch_op.f('ix_uploads_person_id_created_at'))

    op.drop_table('uploads')
    with op.batch_alter_table('receipts', schema=None) as batch_op:
        batch_op.drop_index('ix_receipts_open', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.drop_table('receipts')
    with op.batch_alter_table('obligations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_obligations_organisation_id_item_due_at'))
        batch_op.drop_index(batch_op.f('ix_obligations_campaign_item_day'))

    op.drop_table('obligations')
    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_links_person_id'))

    op.drop_table('links')
    op.drop_table('invites')
    with op.batch_alter_table('identities', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_identities_person_id'))

    op.drop_table('identities')
    op.drop_table('exemptions')
    with op.batch_alter_table('duties', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_duties_organisation_id'))

    op.drop_table('duties')
    op.drop_table('drafts')
    op.drop_table('conversations')
    op.drop_table('rehearsals')
    op.drop_table('people')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_waiting', sqlite_where=sa.text("state = 'new'"), postgresql_where=sa.text("state = 'new'"))
        batch_op.drop_index(batch_op.f('ix_outbox_parcel'))
        batch_op.drop_index('ix_outbox_pace')

    op.drop_table('outbox')
    op.drop_table('organisations')
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.drop_index('ix_inbox_waiting', sqlite_where=sa.text("state = 'new'"), postgresql_where=sa.text("state = 'new'"))

    op.drop_table('inbox')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_events_person_id_id'))
        batch_op.drop_index(batch_op.f('ix_events_organisation_id_id'))
        batch_op.drop_index(batch_op.f('ix_events_obligation_id'))

    op.drop_table('events')
    op.drop_table('channel_states')
    with op.batch_alter_table('bubbles', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bubbles_account_id'))

    op.drop_table('bubbles')
    with op.batch_alter_table('appointments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appointments_state_run_at'))

    op.drop_table('appointments')
