import './look/fonts.css'
import './look/tokens.css'
import './look/base.css'
import { createApp } from 'vue'
import App from './app.vue'
import { router } from './router.ts'

createApp(App).use(router).mount('#app')
