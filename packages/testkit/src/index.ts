export { createTestDatabase, type TestDatabase } from './create-test-database.ts';
export { quietLog } from './quiet-log.ts';
export { startTestCluster, type TestCluster } from './start-test-cluster.ts';
