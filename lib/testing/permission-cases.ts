import type { UserActor } from '../access/actor';
import type { Permission } from '../access/permissions';
import * as directory from '../accounts/commands';
import { listAccountPage, listUserPage } from '../accounts/directory/queries';
import * as invitations from '../accounts/invitations/commands';
import { listInvitations, listUnconfirmedInvitations } from '../accounts/invitations/queries';
import * as members from '../accounts/members/commands';
import { listMembers, listOtherAccounts } from '../accounts/members/queries';
import { memberFilterSchema } from '../accounts/members/schema';
import { findTwoFactorRequired, setTwoFactorRequired } from '../accounts/members/two-factor';
import { changePassword, resetPassword } from '../accounts/password';
import { chooseAccount, listAccounts } from '../accounts/queries';
import { makeResetLink } from '../accounts/reset-link';
import { listUsers, setUserEnabled } from '../accounts/users';
import * as verification from '../accounts/verification/commands';
import * as requests from '../accounts/verification/queries';
import { verifyAudit } from '../audit/verify';
import { signOut } from '../auth/session-actor';
import * as sessions from '../auth/sessions';
import * as twoFactor from '../auth/two-factor/commands';
import { newId } from '../base/ids';
import { cancelMessage } from '../delivery/cancel';
import { createKeyBody, keyListQuery, patchKeyBody } from '../keys/api-schema';
import * as configure from '../keys/commands/configure-key';
import { copyKey, copyWebhookSecret } from '../keys/commands/copy-key';
import { createKey } from '../keys/commands/create-key';
import { createManagedKey, patchManagedKey, rotateManagedKey } from '../keys/commands/manage-key';
import { endRotation, moveRotationEnd, rotateKey } from '../keys/commands/rotate-key';
import { deleteKeys, setKeysEnabled } from '../keys/commands/switch-keys';
import { listKeyDays, listKeyHistory } from '../keys/queries/key-activity';
import { getKeyDetail, testIp } from '../keys/queries/key-detail';
import { listKeyNames } from '../keys/queries/key-names';
import { findKeyId, getKey, listKeys } from '../keys/queries/list-keys';
import { getManagedKey, listManagedKeys } from '../keys/queries/managed-keys';
import { listMessages, listStoredMessages } from '../messages/list-messages';
import { messageListQuery } from '../messages/list-schema';
import * as messages from '../messages/queries';
import { getMessageTimeline } from '../messages/timeline';
import { listKeyRefusals, listRefusals } from '../refusals/queries';
import { listSecurityEvents } from '../security/queries';
import type { AccountFixture } from './account-fixture';
import { AUDIT } from './audit-permission-cases';
import { CARRIERS } from './carrier-permission-cases';
import { OWN_FACTORS } from './factor-permission-cases';
import { LIMITS } from './limit-permission-cases';
import { RECEIVED } from './received-permission-cases';
import { RECEIVER } from './receiver-permission-cases';
import { REPLACEMENTS } from './replacement-permission-cases';
import { SENDERS } from './sender-permission-cases';
import { WEBHOOKS } from './webhook-permission-cases';

/** A command or query, called with the fixture's rows. */
export type PermissionCase = {
  /** `operator`: of the installation. `self`: any signed-in user, on their own rows. */
  needs: Permission | 'operator' | 'self';
  /** Creates a credential, and so needs a verified account. */
  credential?: true;
  run: (actor: UserActor, at: AccountFixture) => Promise<unknown>;
};

const soon = () => new Date(Date.now() + 3_600_000);

const READING_KEYS: Record<string, PermissionCase> = {
  listKeys: { needs: 'keys:read', run: (actor, at) => listKeys(actor, { search: at.keyName }) },
  getKey: { needs: 'keys:read', run: (actor, at) => getKey(actor, at.apiKeyId) },
  findKeyId: { needs: 'keys:read', run: (actor, at) => findKeyId(actor, at.keyName) },
  listKeyNames: { needs: 'keys:read', run: (actor, at) => listKeyNames(actor, [at.apiKeyId]) },
  getKeyDetail: { needs: 'keys:read', run: (actor, at) => getKeyDetail(actor, at.apiKeyId) },
  testIp: { needs: 'keys:read', run: (actor, at) => testIp(actor, at.apiKeyId, '203.0.113.9') },
  listKeyDays: { needs: 'keys:read', run: (actor, at) => listKeyDays(actor, at.apiKeyId) },
  listKeyRefusals: { needs: 'keys:read', run: (actor, at) => listKeyRefusals(actor, at.apiKeyId) },
  listRefusals: { needs: 'keys:read', run: (actor, at) => listRefusals(actor, { apiKeyId: at.apiKeyId }) },
  listKeyHistory: { needs: 'keys:read', run: (actor, at) => listKeyHistory(actor, at.apiKeyId) },
  listManagedKeys: { needs: 'keys:read', run: (actor) => listManagedKeys(actor, keyListQuery.parse({})) },
  getManagedKey: { needs: 'keys:read', run: (actor, at) => getManagedKey(actor, at.apiKeyId) },
  copyKey: { needs: 'keys:copy', run: (actor, at) => copyKey(actor, at.apiKeyId) },
  copyWebhookSecret: { needs: 'keys:copy', run: (actor, at) => copyWebhookSecret(actor, at.apiKeyId) },
};

const renamed = ({ apiKeyId }: AccountFixture) => ({ id: apiKeyId, name: newId() });
const CHANGING_KEYS: Record<string, PermissionCase> = {
  createKey: { needs: 'keys:create', credential: true, run: (actor) => createKey(actor, { name: newId() }) },
  createManagedKey: {
    needs: 'keys:create',
    credential: true,
    run: (actor) => createManagedKey(actor, createKeyBody.parse({ name: newId() })),
  },
  renameKey: { needs: 'keys:update', run: (actor, at) => configure.renameKey(actor, renamed(at)) },
  setIpRestriction: {
    needs: 'keys:update',
    run: (actor, at) =>
      configure.setIpRestriction(actor, { id: at.apiKeyId, active: true, mode: 'allow', list: '203.0.113.9' }),
  },
  addToIpList: { needs: 'keys:update', run: (actor, at) => configure.addToIpList(actor, at.apiKeyId, '203.0.113.9') },
  resetLock: { needs: 'keys:update', run: (actor, at) => configure.resetLock(actor, at.apiKeyId) },
  setSendSettings: {
    needs: 'keys:update',
    run: (actor, at) =>
      configure.setSendSettings(actor, {
        id: at.apiKeyId,
        defaultSender: at.approvedSender,
        autoReplace: null,
        dlrUrl: null,
      }),
  },
  setScopes: {
    needs: 'keys:update',
    run: (actor, at) => configure.setScopes(actor, { id: at.apiKeyId, scopes: ['sms:read'] }),
  },
  setExpiry: {
    needs: 'keys:update',
    run: (actor, at) => configure.setExpiry(actor, { id: at.apiKeyId, expiresAt: soon() }),
  },
  setKeyOptions: {
    needs: 'keys:update',
    run: (actor, at) => configure.setKeyOptions(actor, { id: at.apiKeyId, compatible: false, allowQueryKey: true }),
  },
  patchManagedKey: {
    needs: 'keys:update',
    run: (actor, at) => patchManagedKey(actor, at.apiKeyId, patchKeyBody.parse({ enabled: false })),
  },
  rotateKey: {
    needs: 'keys:update',
    credential: true,
    run: (actor, at) => rotateKey(actor, { id: at.apiKeyId, overlapS: 0 }),
  },
  rotateManagedKey: {
    needs: 'keys:update',
    credential: true,
    run: (actor, at) => rotateManagedKey(actor, at.apiKeyId, 0),
  },
  endRotation: { needs: 'keys:update', run: (actor, at) => endRotation(actor, at.apiKeyId) },
  moveRotationEnd: {
    needs: 'keys:update',
    run: (actor, at) => moveRotationEnd(actor, { id: at.apiKeyId, endsAt: soon() }),
  },
  setKeysEnabled: { needs: 'keys:update', run: (actor, at) => setKeysEnabled(actor, [at.apiKeyId], false) },
  deleteKeys: { needs: 'keys:delete', run: (actor, at) => deleteKeys(actor, [at.apiKeyId]) },
};

const MESSAGES: Record<string, PermissionCase> = {
  listMessages: { needs: 'messages:read', run: (actor, at) => listMessages(actor, { apiKeyId: at.apiKeyId }) },
  listKeyChoices: { needs: 'messages:read', run: (actor, at) => messages.listKeyChoices(actor, at.apiKeyId) },
  countLastDay: { needs: 'messages:read', run: (actor) => messages.countLastDay(actor) },
  findFirstSteps: { needs: 'messages:read', run: (actor) => messages.findFirstSteps(actor) },
  findFullBacklog: { needs: 'messages:read', run: (actor) => messages.findFullBacklog(actor) },
  findWorkerHealth: { needs: 'messages:read', run: (actor) => messages.findWorkerHealth(actor) },
  listStoredMessages: {
    needs: 'messages:read',
    run: (actor, at) => listStoredMessages(actor, messageListQuery.parse({ key: at.apiKeyId })),
  },
  cancelMessage: { needs: 'messages:send', run: (actor, at) => cancelMessage(actor, at.scheduledId) },
  getMessageTimeline: { needs: 'messages:read', run: (actor, at) => getMessageTimeline(actor, at.messageId) },
};

const MEMBERS: Record<string, PermissionCase> = {
  listMembers: { needs: 'members:read', run: (actor) => listMembers(actor, memberFilterSchema.parse({})) },
  listInvitations: { needs: 'members:read', run: (actor) => listInvitations(actor) },
  inviteMember: {
    needs: 'members:manage',
    run: (actor) => invitations.inviteMember(actor, { email: `${newId()}@example.com`, role: 'basic' }),
  },
  revokeInvitation: {
    needs: 'members:manage',
    run: (actor, at) => invitations.revokeInvitation(actor, at.invitationId),
  },
  findTwoFactorRequired: { needs: 'members:read', run: (actor) => findTwoFactorRequired(actor) },
  setTwoFactorRequired: { needs: 'members:manage', run: (actor) => setTwoFactorRequired(actor, true) },
  endMemberSessions: {
    needs: 'members:manage',
    run: (actor, at) => members.endMemberSessions(actor, at.second.userId),
  },
  changeRole: {
    needs: 'members:manage',
    run: (actor, at) => members.changeRole(actor, { userId: at.second.userId, role: 'basic' }),
  },
  removeMember: { needs: 'members:manage', run: (actor, at) => members.removeMember(actor, at.second.userId) },
};

const VERIFICATION: Record<string, PermissionCase> = {
  requestVerification: {
    needs: 'verification:request',
    run: (actor) =>
      verification.requestVerification(actor, {
        company: 'Acme',
        contact: 'Ann, +372 5555',
        purpose: 'Codes for signing in to our shop.',
        monthlyVolume: 'more',
      }),
  },
  findVerificationStatus: { needs: 'verification:request', run: (actor) => requests.findVerificationStatus(actor) },
  approveRequest: { needs: 'operator', run: (actor, at) => verification.approveRequest(actor, at.requestId) },
  rejectRequest: {
    needs: 'operator',
    run: (actor, at) => verification.rejectRequest(actor, { id: at.requestId, reason: 'We could not reach you.' }),
  },
  listRequests: { needs: 'operator', run: (actor) => requests.listRequests(actor) },
  getRequest: { needs: 'operator', run: (actor, at) => requests.getRequest(actor, at.requestId) },
  findPendingRequest: { needs: 'operator', run: (actor, at) => requests.findPendingRequest(actor, at.admin.accountId) },
  countPending: { needs: 'operator', run: (actor) => requests.countPending(actor, 9) },
  listAccountPage: { needs: 'operator', run: (actor) => listAccountPage(actor) },
};

const OWN: Record<string, PermissionCase> = {
  leaveAccount: { needs: 'self', run: (actor) => members.leaveAccount(actor) },
  switchAccount: { needs: 'self', run: (actor, at) => members.switchAccount(actor, at.admin.accountId) },
  joinAccount: { needs: 'self', run: (actor) => invitations.joinAccount(actor, 'no such link') },
  listOtherAccounts: { needs: 'self', run: (actor) => listOtherAccounts(actor) },
  signOut: { needs: 'self', run: (actor) => signOut(actor) },
  listSessions: { needs: 'self', run: (actor) => sessions.listSessions(actor) },
  endSession: {
    needs: 'self',
    run: (actor, at) => sessions.endSession(actor, { id: at.sessionId, password: 'a guess' }),
  },
  endOtherSessions: { needs: 'self', run: (actor) => sessions.endOtherSessions(actor, { password: 'a guess' }) },
  listSignedOutDevices: { needs: 'self', run: (actor) => sessions.listSignedOutDevices(actor) },
  forgetDevice: {
    needs: 'self',
    run: (actor, at) => sessions.forgetDevice(actor, { id: at.sessionId, password: 'a guess' }),
  },
  ...OWN_FACTORS,
  changePassword: {
    needs: 'self',
    run: (actor) => changePassword(actor, { currentPassword: 'a guess', newPassword: 'another long password' }),
  },
};

const OPERATOR: Record<string, PermissionCase> = {
  disableTwoFactorOf: { needs: 'operator', run: (actor, at) => twoFactor.disableTwoFactorOf(actor, at.second.email) },
  makeResetLink: { needs: 'operator', run: (actor, at) => makeResetLink(actor, at.second.email) },
  listUsers: { needs: 'operator', run: (actor) => listUsers(actor) },
  setUserEnabled: { needs: 'operator', run: (actor, at) => setUserEnabled(actor, at.second.email, false) },
  listUserPage: { needs: 'operator', run: (actor) => listUserPage(actor) },
  listSecurityEvents: { needs: 'operator', run: (actor) => listSecurityEvents(actor, {}) },
  listUnconfirmedInvitations: { needs: 'operator', run: (actor) => listUnconfirmedInvitations(actor) },
  confirmInvitation: {
    needs: 'operator',
    run: (actor, at) => invitations.confirmInvitation(actor, at.invitationId),
  },
  inviteAdministrator: {
    needs: 'operator',
    run: (actor, at) =>
      invitations.inviteAdministrator(actor, { accountId: at.admin.accountId, email: `${newId()}@example.com` }),
  },
  createAccount: { needs: 'operator', run: (actor) => directory.createAccount(actor, { name: newId() }) },
  verifyAccount: { needs: 'operator', run: (actor, at) => verification.verifyAccount(actor, at.admin.accountId) },
  createUser: {
    needs: 'operator',
    run: (actor, at) =>
      directory.createUser(actor, {
        email: `${newId()}@example.com`,
        password: 'a long password',
        accountId: at.admin.accountId,
        role: 'basic',
      }),
  },
  resetPassword: {
    needs: 'operator',
    run: (actor, at) => resetPassword(actor, at.second.email, 'another long password'),
  },
  listAccounts: { needs: 'operator', run: (actor) => listAccounts(actor) },
  chooseAccount: { needs: 'operator', run: (actor, at) => chooseAccount(actor, at.admin.accountId) },
  verifyAudit: { needs: 'operator', run: (actor) => verifyAudit(actor) },
};

/** Every command and query that takes an actor, by its name. */
export const PERMISSION_CASES: Record<string, PermissionCase> = {
  ...READING_KEYS,
  ...CHANGING_KEYS,
  ...MESSAGES,
  ...LIMITS,
  ...RECEIVED,
  ...RECEIVER,
  ...REPLACEMENTS,
  ...SENDERS,
  ...WEBHOOKS,
  ...MEMBERS,
  ...AUDIT,
  ...VERIFICATION,
  ...OWN,
  ...OPERATOR,
  ...CARRIERS,
};
