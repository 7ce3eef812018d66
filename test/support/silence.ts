/** n8n's engine logs every failed run; the tests look at the runs themselves. */
process.env.N8N_LOG_LEVEL = 'silent';
