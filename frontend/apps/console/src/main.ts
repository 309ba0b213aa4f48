import { createApp } from 'vue'
import { createPinia } from 'pinia'
import 'element-plus/theme-chalk/base.css'
import './ui/tokens.css'
import App from './App.vue'
import { newRouter } from './router'
import { loadWords } from './text/language'

await loadWords()
createApp(App).use(createPinia()).use(newRouter()).mount('#app')
